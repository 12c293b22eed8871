/* gmime.h - the functions of gmime and GLib that decoding mail takes, found when the first mail comes: to load these libraries, with
 * the others that they need, fifteen in all, is two fifths of the program's start, and most archives have no mail. */
#ifndef MG_GMIME_H
#define MG_GMIME_H

#include "common/error.h"

#include <gmime/gmime.h>

#define MG_GMIME(X)                        \
    X(g_mime_init)                         \
    X(g_mime_encoding_base64_decode_step)  \
    X(g_mime_encoding_quoted_decode_step)  \
    X(g_mime_content_encoding_from_string) \
    X(g_mime_encoding_init_decode)         \
    X(g_mime_encoding_outlen)              \
    X(g_mime_encoding_flush)               \
    X(g_mime_content_type_parse)           \
    X(g_mime_content_type_get_parameter)   \
    X(g_mime_utils_header_decode_date)     \
    X(internet_address_list_parse)         \
    X(internet_address_list_length)        \
    X(internet_address_list_get_address)   \
    X(internet_address_get_name)           \
    X(internet_address_mailbox_get_type)   \
    X(internet_address_mailbox_get_addr)   \
    X(internet_address_group_get_members)  \
    X(g_type_check_instance_is_a)          \
    X(g_object_unref)                      \
    X(g_date_time_get_ymd)                 \
    X(g_date_time_get_hour)                \
    X(g_date_time_get_minute)              \
    X(g_date_time_get_second)              \
    X(g_date_time_get_utc_offset)          \
    X(g_date_time_unref)

/* Each under its own name. */
typedef struct {
#define MG_GMIME_MEMBER(name) __typeof__(name) *name;
    MG_GMIME(MG_GMIME_MEMBER)
} mg_gmime;

/* All of them, ready for use by any thread, until the program ends. Errors: MG_IO the library cannot be loaded, or lacks one. */
MG_NODISCARD mg_status mg_gmime_get(const mg_gmime **out, mg_error *err);

#endif
