/* url.rl - finding the parts of a URL. */
#include "db/url.h"

%%{
    machine pl_url;
    alphtype unsigned char;
                                          # p, pe are locals of the scan function

    # actions
    action authority { out->authority.ptr = (const char *)p; }
    action at        { at = p; }
    action hosts     { out->authority.len = length(out->authority.ptr, p); }
    action path      { out->path.ptr = (const char *)p; }
    action path_end  { out->path.len = length(out->path.ptr, p); }
    action query     { out->query.ptr = (const char *)p; }
    action query_end { out->query.len = length(out->query.ptr, p); }

    # characters
    end_authority = [/?#];

    # words
    scheme    = [A-Za-z] [A-Za-z0-9+.\-]*;
    # everything before the last '@' is the user: passwords may contain one
    authority = ( [^/?#@] | '@' >at )*;
    path      = [^?#]*;
    query     = [^#]*;

    main := scheme '://'
            authority >authority %hosts
            ( '/' path >path %path_end )?
            ( '?' query >query %query_end )?
            ( '#' any* )?;

    write data nofinal noerror;
}%%

static size_t length(const char *from, const unsigned char *to)
{
    return (size_t)((const char *)to - from);
}

bool pl_url__split(pl_str text, pl_url *out)
{
    const unsigned char *p = (const unsigned char *)text.ptr, *pe = p + text.len, *eof = pe;
    const unsigned char *at = NULL;
    int cs;
    *out = (pl_url){ 0 };
    %% write init;
    %% write exec;
    if (cs == 0 || !out->authority.ptr)
        return false;
    out->hosts = out->authority;
    if (at) {
        out->has_user = true;
        out->user = pl_str_make(out->authority.ptr, length(out->authority.ptr, at));
        out->hosts = pl_str_sub(out->authority, out->user.len + 1, out->authority.len);
    }
    return true;
}
