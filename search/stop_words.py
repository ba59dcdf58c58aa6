"""Words that say nothing of a gig, in the marketplace's two languages, folded: among others they are not looked for."""

ENGLISH = {
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "how", "i", "in", "is", "it", "me", "my", "of",
    "on", "or", "our", "so", "that", "the", "this", "to", "we", "with", "you", "your",
}  # fmt: skip
SPANISH = {
    "a", "al", "con", "de", "del", "e", "el", "en", "es", "la", "las", "lo", "los", "mi", "mis", "o", "para", "por",
    "que", "se", "sin", "su", "sus", "tu", "tus", "un", "una", "y",
}  # fmt: skip
STOP_WORDS = ENGLISH | SPANISH
