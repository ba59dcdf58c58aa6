"""What seeded gigs are made of: the trades of a freelancers' marketplace, and how their sellers talk."""

TRADES: dict[str, dict[str, list[str]]] = {
    "Graphics & Design": {
        "Logo design": ["minimalist logo", "hand drawn logo", "luxury brand mark", "mascot logo", "vintage badge"],
        "Illustration": ["children's book illustration", "vector portrait", "botanical drawing", "comic strip"],
        "Packaging": ["cosmetics box", "coffee bag label", "craft beer label", "eco friendly package"],
        "Brand identity": ["brand style guide", "business card", "stationery set", "colour palette and type system"],
    },
    "Programming & Tech": {
        "Web development": ["Django web application", "React front end", "WordPress shop", "landing page", "REST API"],
        "Mobile apps": ["Flutter app", "iOS app in Swift", "Android app in Kotlin", "app store release"],
        "Data": ["PostgreSQL tuning", "dashboard in Python", "web scraper", "machine learning model"],
        "DevOps": ["Docker and Kubernetes setup", "CI pipeline", "Terraform modules", "server monitoring"],
    },
    "Writing & Translation": {
        "Articles": ["SEO blog article", "technical tutorial", "white paper", "travel story"],
        "Translation": ["English to Spanish translation", "German manual", "traducción de contratos", "subtitles"],
        "Editing": ["proofreading of your thesis", "novel manuscript edit", "résumé and cover letter"],
    },
    "Video & Animation": {
        "Editing": ["YouTube video edit", "wedding film", "podcast video clips", "colour grading"],
        "Animation": ["whiteboard explainer", "2D character animation", "logo animation", "3D product render"],
    },
    "Music & Audio": {
        "Production": ["hip hop beat", "lo-fi track", "jingle for your advert", "mixing and mastering"],
        "Voice over": ["warm English voice over", "voz en off en español", "audiobook narration"],
    },
    "Digital Marketing": {
        "Social media": ["Instagram content calendar", "TikTok campaign", "LinkedIn ghostwriting"],
        "Search engines": ["keyword research", "local SEO audit", "Google Ads campaign", "backlink analysis"],
    },
    "Photography": {
        "Retouching": ["portrait retouching", "product photo background removal", "old photo restoration"],
        "Shoots": ["food photography", "real estate photography", "fotografía de producto"],
    },
    "Business": {
        "Consulting": ["market research report", "business plan", "pitch deck", "financial model in Excel"],
        "Assistance": ["virtual assistant", "data entry", "customer support by e-mail", "bookkeeping"],
    },
}
OPENINGS = ["I will create {a}", "I will deliver {a}", "I will make your", "Get {a}", "Professional help with your"]
QUALITIES = ["modern", "clean", "bold", "elegant", "fast", "playful", "timeless", "affordable", "bespoke", "reliable"]
ENDINGS = ["for your startup", "for small businesses", "in 24 hours", "with unlimited revisions", "that sells", ""]
PROMISES = [
    "You get the source files and all the rights.",
    "I answer within a few hours, every day of the week.",
    "Two rounds of changes are part of the price.",
    "I have done this for eight years and still enjoy it.",
    "Tell me about your audience first, and I'll suggest three directions.",
    "If you don't like the first draft, you don't pay.",
    "Works for print and for the screen.",
    "I send a short plan before I begin, so that we mean the same thing.",
]
DELIVERY_DAYS = {1: 12, 2: 14, 3: 22, 5: 14, 7: 20, 10: 6, 14: 7, 21: 3, 30: 2}
