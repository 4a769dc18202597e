/* cmd_completion.c - `completion`: scripts that call `__complete` for proposals
 * (cmd_complete.c). "$0" in them stands for the name of the program. */
#include <string.h>

#include "cli/cli.h"

static const char bash[] =
    "# bash completion for $0\n"
    "_$0_complete() {\n"
    "    local line value word joined=0 directive=0 IFS=$'\\n'\n"
    "    local -a words=()\n"
    "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD}\"; do\n" /* readline splits at = */
    "        if [ \"$word\" = = ] && ((${#words[@]})); then\n"
    "            words[-1]+==\n"
    "            joined=1\n"
    "        elif ((joined)); then\n"
    "            words[-1]+=$word\n"
    "            joined=0\n"
    "        else\n"
    "            words+=(\"$word\")\n"
    "        fi\n"
    "    done\n"
    "    COMPREPLY=()\n"
    "    while read -r line; do\n"
    "        case $line in\n"
    "        :*) directive=${line#:} ;;\n"
    "        *) value=${line%%$'\\t'*}; COMPREPLY+=(\"$value\") ;;\n"
    "        esac\n"
    "    done < <(\"${COMP_WORDS[0]}\" __complete \"${words[@]}\" 2>/dev/null)\n"
    "    ((directive & 2)) && compopt -o nospace 2>/dev/null\n"
    "    if ((!(directive & 4))) && ((${#COMPREPLY[@]} == 0)); then\n"
    "        compopt -o default 2>/dev/null\n"
    "    fi\n"
    "}\n"
    "complete -F _$0_complete $0\n";

static const char zsh[] = "#compdef $0\n"
                          "# zsh completion for $0\n"
                          "_$0() {\n"
                          "    local line directive=0\n"
                          "    local -a proposals plain\n"
                          "    while IFS= read -r line; do\n"
                          "        case $line in\n"
                          "        :*) directive=${line#:} ;;\n"
                          "        *) proposals+=(\"${${line//:/\\\\:}/$'\\t'/:}\")\n"
                          "           plain+=(\"${line%%$'\\t'*}\") ;;\n"
                          "        esac\n"
                          "    done < <(${words[1]} __complete \"${(@)words[2,CURRENT]}\" "
                          "2>/dev/null)\n"
                          "    [[ $words[CURRENT] == *=* ]] && compset -P '*='\n"
                          "    ((directive & 2)) && compadd -S '' -a plain && return\n"
                          "    _describe -V '$0' proposals && return\n"
                          "    ((directive & 4)) || _files\n"
                          "}\n"
                          "if [ \"$funcstack[1]\" = \"_$0\" ]; then\n"
                          "    _$0\n"
                          "else\n"
                          "    compdef _$0 $0\n"
                          "fi\n";

static const char fish[] = "# fish completion for $0\n"
                           "function __$0_complete\n"
                           "    set -l words (commandline -opc) (commandline -ct)\n"
                           "    set -l before (string match -r -- '^.*=' $words[-1])\n"
                           "    for line in ($words[1] __complete $words[2..-1] 2>/dev/null | "
                           "string match -v -r '^:[0-9]+$')\n"
                           "        printf '%s%s\\n' \"$before\" $line\n"
                           "    end\n"
                           "end\n"
                           "function __$0_wants_files\n"
                           "    set -l words (commandline -opc) (commandline -ct)\n"
                           "    $words[1] __complete $words[2..-1] 2>/dev/null | "
                           "string match -q ':0'\n"
                           "end\n"
                           "complete -c $0 -f -a '(__$0_complete)'\n"
                           "complete -c $0 -n __$0_wants_files -F\n";

static const struct {
    const char *name, *script;
} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

static void expand(pl_output *out, const char *text, const char *program)
{
    for (const char *at; (at = strstr(text, "$0")) != NULL; text = at + 2) {
        pl_output_bytes(out, text, (size_t)(at - text));
        pl_output_text(out, program);
    }
    pl_output_text(out, text);
}

int pl_cmd_completion(pl_cli *cli)
{
    const char *shell = cli->args.rest[0];
    pl_output out = { 0 };

    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
        if (strcmp(shell, shells[i].name) == 0) {
            expand(&out, shells[i].script, cli->help.program);
            return pl_cli_print_output(cli, &out, PL_EXIT_OK);
        }
    return pl_cli_fail(cli, PL_EXIT_FAILED,
                       "no completion for '%s': it is there for bash, zsh, fish", shell);
}
