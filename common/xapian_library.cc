/* xapian_library.cc - the library itself: its version, and what it thinks of characters. See xapian_shim.h. */
#include "common/xapian_shim.hh"

extern "C" {

const char *mg_xapian_version(void)
{
    return Xapian::version_string();
}

uint32_t mg_xapian_char(uint32_t ch)
{
    namespace unicode = Xapian::Unicode;
    if (ch > 0x10ffff) return 0;
    uint32_t info = unicode::tolower(ch) & MG_CHAR_LOWER;
    if (unicode::is_wordchar(ch)) info |= MG_CHAR_WORD;
    unicode::category c = unicode::get_category(ch);
    if (c == unicode::DECIMAL_DIGIT_NUMBER) info |= MG_CHAR_DIGIT;
    if (c == unicode::LOWERCASE_LETTER || c == unicode::TITLECASE_LETTER || c == unicode::MODIFIER_LETTER ||
        c == unicode::OTHER_LETTER)
        info |= MG_CHAR_STEMS;
    return info;
}

} // extern "C"
