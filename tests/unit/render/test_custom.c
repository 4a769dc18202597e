/* Formats of a user's own: folders, and what their templates see (check-and-outputs.md 20). */
#include "base/file.h"
#include "render/custom.h"
#include "unit/test.h"
#include <sys/stat.h>

/* ---- a tree: one benchmark that holds one control with two rows */

typedef struct sample {
    pl_check_tree tree;
    pl_node *root, *top, *run, *runs[1], *of_root[1], *of_top[1];
    pl_dimension dims[2];
    pl_tag_pair tags[1];
} sample;

static void keep_rows(sample *s)
{
    pl_row_keeping rows;
    const pl_check_row all[] = {
        { .status = PL_ROW_ALARM,
          .reason = PL_S("a <b>"),
          .resource = PL_S("r1"),
          .dimensions = s->dims,
          .n_dimensions = 2 },
        { .status = PL_ROW_OK, .reason = PL_S("fine, all"), .resource = PL_S("r2") },
    };
    s->tree.keeper = pl_row_keeper_new(NULL);
    pl_row_keeping_begin(&rows, s->tree.keeper, &s->tree.arena);
    for (size_t i = 0; i < PL_COUNT(all); i++)
        pl_row_keeping_add(&rows, &all[i]);
    s->run->tally->rows = pl_row_keeping_end(&rows);
}

static pl_node *make_node(sample *s, pl_node_role role, pl_str name, pl_str title)
{
    pl_node *node = pl_node_of_check(&s->tree.arena, role);
    node->name = name;
    node->shown.title = title;
    node->tally->filled = true;
    return node;
}

static void make_sample(sample *s)
{
    memset(s, 0, sizeof(*s));
    s->tags[0] = (pl_tag_pair){ PL_S("env"), PL_S("prod") };
    s->dims[0] = (pl_dimension){ PL_S("region"), PL_S("eu"), PL_S("TEXT") };
    s->dims[1] = (pl_dimension){ PL_S("n"), PL_S("5"), PL_S("INT4") };
    s->run = make_node(s, PL_NODE_CONTROL, PL_S("m.control.c"), PL_S("The control"));
    s->run->shown.short_name = PL_S("c");
    s->run->shown.severity = PL_S("high");
    s->run->tally->tags = s->tags;
    s->run->tally->n_tags = 1;
    s->run->tally->control_id = PL_S("control.c");
    s->run->status = PL_NODE_COMPLETE;
    s->run->tally->has_data = true;
    keep_rows(s);
    s->run->tally->n_rows = 2;
    s->run->tally->counts.of[PL_ROW_ALARM] = s->run->tally->counts.of[PL_ROW_OK] = 1;
    s->run->tally->nanos = 1500000000;
    s->top = make_node(s, PL_NODE_BENCHMARK, PL_S("m.benchmark.b"), PL_S("Top"));
    s->root = make_node(s, PL_NODE_BENCHMARK, PL_S("root_result_group"), PL_S("Top"));
    s->run->parent = s->top;
    s->top->parent = s->root;
    s->of_top[0] = s->runs[0] = s->run;
    s->top->children = s->of_top;
    s->of_root[0] = s->top;
    s->root->children = s->of_root;
    s->top->n_children = s->root->n_children = 1;
    s->tree.root = s->root;
    s->tree.runs = s->runs;
    s->tree.n_runs = 1;
    s->tree.start = (pl_moment){ 1704164645, 500000000, 0 };
    pl_check_tree_sum(&s->tree);
}

/* ---- folders */

static void write_file(const char *path, const char *text)
{
    char dir[4096];
    for (const char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        snprintf(dir, sizeof(dir), "%.*s", (int)(at - path), path);
        mkdir(dir, 0700);
    }
    CHECK_INT(pl_file_replace(path, pl_str_cstr(text), false), 0, path);
}

static pl_str install_dir(const char *name, pl_arena *arena)
{
    return pl_arena_printf(arena, "%s/%s", pl_test_dir(), name);
}

static void put_template(pl_str install, const char *file, const char *text)
{
    char path[4096];
    snprintf(path, sizeof(path), "%.*s/check/templates/%s", (int)install.len, install.ptr, file);
    write_file(path, text);
}

/* Give every text of `node` that the sample leaves empty a value of its own. */
static void fill_texts(pl_node *node)
{
    node->shown.description = PL_S("described");
    node->shown.documentation = PL_S("documented");
    node->shown.display = PL_S("displayed");
    node->shown.display_type = PL_S("typed");
}

/* What the format in `install` makes of the sample, with all texts if `filled`, or the error. */
static void render_sample(pl_str install, bool filled, pl_buf *out)
{
    sample s;
    make_sample(&s);
    if (filled) {
        fill_texts(s.run);
        fill_texts(s.top);
        s.run->error = PL_S("failed");
    }
    pl_diags *diags = pl_diags_new();
    const pl_write_options options = { .version = PL_S("1.5.2"),
                                       .working_dir = PL_S("/w"),
                                       .header = true,
                                       .separator = PL_S(","),
                                       .now = s.tree.start };
    const pl_results data = { .tree = &s.tree };
    pl_custom_formats *formats = pl_custom_formats_load(install, false, diags);
    if (!formats || !pl_custom_formats_count(formats) ||
        !pl_custom_format_write(formats, 0, &data, &options, out, diags)) {
        if (pl_diags_count(diags))
            pl_buf_str(out, pl_diags_get(diags, 0)->summary);
        else
            pl_buf_cstr(out, "no format");
    }
    pl_custom_formats_free(formats);
    pl_diags_free(diags);
    pl_row_keeper_free(s.tree.keeper);
    pl_arena_done(&s.tree.arena);
    pl_buf_byte(out, 0);
}

static void render(pl_str install, pl_buf *out)
{
    render_sample(install, false, out);
}

static const struct {
    const char *text, *want;
} rows[] = {
    { "{{.Constants.PowerpipeVersion}} {{.Constants.WorkingDir}} {{.Config.RenderHeader}} "
      "{{.Config}}",
      "1.5.2 /w true {true ,}" },
    { "{{range .Data.Root.Groups}}{{.GroupId}} {{.Title}} {{.Summary}} "
      "{{.Summary.Status.FailedCount}}{{end}}",
      "m.benchmark.b Top {{1 1 0 0 0} map[high:{1 1 0 0 0}]} 1" },
    { "{{range "
      ".Data.ControlRunInstances}}{{.ControlId}}|{{.ControlRun.FullName}}|{{.Group.Title}}{{end}}",
      "control.c|m.control.c|Top" },
    { "{{range $k, $r := .Data.ControlRuns}}{{$k}}={{$r.RunStatus}} {{$r.Summary}} "
      "{{$r.GetError}}{{end}}",
      "m.control.c=complete {1 1 0 0 0} <nil>" },
    { "{{with index .Data.ControlRuns \"m.control.c\"}}{{range .Rows}}{{.Status}} {{.Dimensions}} "
      "{{.GetDimensionValue \"n\"}};{{end}}{{end}}",
      "alarm [{region eu TEXT} {n 5 INT4}] 5;ok [] ;" },
    { "{{.Data.StartTime}} {{.Data.StartTime.Format \"Mon Jan _2 2006 3:04PM .00\"}} "
      "{{.Data.StartTime.Year}}",
      "2024-01-02 03:04:05.5 +0000 UTC Tue Jan  2 2024 3:04AM .50 2024" },
    { "{{with .Data.StartTime}}{{.Month}} {{.Day}} {{.Weekday}} {{.YearDay}} {{.Hour}} {{.Minute}} "
      "{{.Second}} {{.Nanosecond}} {{.UnixMilli}} {{.UTC.Unix}} {{.String}}{{end}}",
      "January 2 Tuesday 2 3 4 5 500000000 1704164645500 1704164645 2024-01-02 03:04:05.5 +0000 "
      "UTC" },
    { "{{with (index .Data.ControlRunInstances 0).Duration}}{{.Minutes}} {{.Microseconds}} "
      "{{.Nanoseconds}} {{.String}}{{end}}",
      "0.025 1500000 1500000000 1.5s" },
    { "{{with index .Data.ControlRuns \"m.control.c\"}}{{toJson .}}{{end}}",
      "{\"name\":\"m.control.c\",\"title\":\"The control\",\"tags\":{\"env\":\"prod\"},\"pa"
      "nel_type\":\"control\",\"properties\":{\"name\":\"c\",\"severity\":\"high\"},\"summa"
      "ry\":{\"alarm\":1,\"ok\":1,\"info\":0,\"skip\":0,\"error\":0},\"status\":\"complete"
      "\",\"data\":{\"columns\":[{\"name\":\"reason\",\"data_type\":\"TEXT\"},{\"name\":\"r"
      "esource\",\"data_type\":\"TEXT\"},{\"name\":\"status\",\"data_type\":\"TEXT\"},{\"na"
      "me\":\"region\",\"data_type\":\"TEXT\"},{\"name\":\"n\",\"data_type\":\"INT4\"}],\"r"
      "ows\":[{\"n\":\"5\",\"reason\":\"a \\u003cb\\u003e\",\"region\":\"eu\",\"resource\":"
      "\"r1\",\"status\":\"alarm\"},{\"reason\":\"fine, all\",\"resource\":\"r2\",\"status"
      "\":\"ok\"}]}}" },
    { "{{$r := index .Data.ControlRunInstances 0}}{{$r.Duration}} {{durationInSeconds "
      "$r.Duration}} {{$r.MatchTag \"env\" \"prod\"}} {{$r.Tags.env}}",
      "1.5s 1.5 true prod" },
    { "{{toCsvCell \"a,b\"}} {{quote \"x\" nil 1}} {{add 1 2 \"3\"}} {{dict \"a\" 1 \"b\"}} "
      "{{upper \"\xc3\xa9\xc3\x9f\"}}",
      "\"a,b\" \"x\" \"1\" 6 map[a:1 b:] \xc3\x89\xc3\x9f" },
    { "{{range .Data.Root.Groups}}{{toJson .}}{{end}}",
      "{\"name\":\"m.benchmark.b\",\"title\":\"Top\",\"summary\":{\"status\":{\"alarm\":1,\"ok\":1,"
      "\"info\":0,\"skip\":0,\"error\":0}},\"panel_type\":\"benchmark\"}" },
    { "{{with index .Data.ControlRuns \"m.control.c\"}}{{toJson (index .Rows 1)}}{{toSafeJson "
      "\"a\\nb\"}}{{end}}",
      "{\"reason\":\"fine, all\",\"resource\":\"r2\",\"status\":\"ok\",\"dimensions\":null}\"a "
      "b\"" },
    { "{{with index .Data.ControlRuns \"m.control.c\"}}{{toJson .Summary}}{{printf \" %T\" "
      ".Summary}}{{end}} {{render_context.Constants.WorkingDir}}",
      "{\"alarm\":1,\"ok\":1,\"info\":0,\"skip\":0,\"error\":0} *controlstatus.StatusSummary /w" },
    { "{{.Data.GetAllTags}} {{.Data.Root.AllTagKeys}} {{.Data.Root.ControlRunCount}} "
      "{{(.Data.Root.GetGroupByName \"m.benchmark.b\").Title}} {{.Data.ShouldIncludeControl "
      "\"x\"}}",
      "[env] [env] 1 Top false" },
    { "{{with index .Data.Root.Groups 0}}{{.GroupId}} {{.GetName}} {{.NodeType}} {{.Tags}} "
      "{{.Description}}|{{.Documentation}}|{{.Display}}|{{.Type}}|{{.DimensionKeys}} "
      "{{.AllTagKeys}} {{.ControlRunCount}} {{.Severity}}{{end}}",
      "m.benchmark.b m.benchmark.b benchmark map[] ||||[n region] [env] 1 map[]" },
    { "{{with index .Data.Root.Groups 0}}{{.Parent.GroupId}} {{.Parent.Parent}} {{len .Children}} "
      "{{len .ControlRuns}} {{len .Groups}} {{.Duration}}{{end}}",
      "root_result_group <nil> 1 1 0 0s" },
    { "{{with .Data.Root.GetChildGroupByName \"m.benchmark.b\"}}{{.Title}}{{end}} "
      "{{with .Data.Root.GetChildGroupByName \"none\"}}x{{else}}none{{end}} "
      "{{with (index .Data.Root.Groups 0).GetControlRunByName \"m.control.c\"}}{{.Title}}{{end}}",
      "Top none The control" },
    { "{{with index .Data.ControlRuns \"m.control.c\"}}{{.ControlId}} {{.GetControlId}} "
      "{{.FullName}} "
      "{{.GetName}} {{.Title}} {{.Description}}|{{.Documentation}}|{{.Display}}|{{.Type}}|"
      "{{.Severity}} {{.Tags}} {{.NodeType}} {{.RunErrorString}}|{{.GetRunStatus}} "
      "{{.Finished}}{{end}}",
      "control.c control.c m.control.c m.control.c The control ||||high map[env:prod] control "
      "|complete true" },
    { "{{with index .Data.ControlRuns \"m.control.c\"}}{{.Summary.Alarm}} {{.Summary.Ok}} "
      "{{.Summary.Info}} {{.Summary.Skip}} {{.Summary.Error}} {{.Summary.TotalCount}} "
      "{{.Summary.PassedCount}} {{.Summary.FailedCount}} {{.GetStatusSummary}}{{end}}",
      "1 1 0 0 0 2 1 1 {1 1 0 0 0}" },
    { "{{with index .Data.ControlRuns \"m.control.c\"}}{{.DimensionKeys}} {{.Properties}} "
      "{{(index .Parents 0).Title}} {{.Tree.Root.Title}} {{.Control.ShortName}} "
      "{{.Control.UnqualifiedName}} {{.Control.FullName}} {{.Control.Title}} {{.Control.Severity}} "
      "{{.Control.Tags}} {{.Control.Description}}|{{.Control.Documentation}}|{{end}}",
      "[region n] map[name:c severity:high] Top Top c control.c m.control.c The control high "
      "map[env:prod] ||" },
    { "{{with index .Data.ControlRuns \"m.control.c\"}}{{with index .Rows 0}}{{.Reason}} "
      "{{.Resource}} "
      "{{.Status}} {{.Run.Title}} {{.Control.ShortName}} {{range .Dimensions}}{{.Key}}={{.Value}}:"
      "{{.SqlType}} {{end}}{{.GetDimensionValue \"none\"}}|{{end}}{{end}}",
      "a <b> r1 alarm The control c region=eu:TEXT n=5:INT4 |" },
    { "{{with index .Data.ControlRunInstances 0}}{{.Title}} {{.Severity}} {{len .Rows}} "
      "{{.ControlRun.ControlId}} {{.Group.GroupId}} {{.MatchTag \"env\" \"dev\"}}{{end}}",
      "The control high 2 control.c m.benchmark.b false" },
    { "{{.Data.EndTime.Unix}} {{.Data.StartTime.Unix}} {{.Data.StartTime.Format "
      "\"2006-01-02T15:04:05Z07:00 "
      "Monday January Jan 02 01 1 06 03 3 PM pm 04 4 05 5 .000000 -0700 MST __2\"}} "
      "{{.Data.SearchPath}}",
      "0 1704164645 2024-01-02T03:04:05Z Tuesday January Jan 02 01 1 24 03 3 AM am 04 4 05 5 "
      ".500000 +0000 UTC   2 []" },
    { "{{toJson .Data.Root}} {{toPrettyJson (index .Data.ControlRuns \"m.control.c\").Summary}}",
      "{\"name\":\"root_result_group\",\"title\":\"Top\",\"summary\":{\"status\":{\"alarm\":1,"
      "\"ok\":1,\"info\":0,\"skip\":0,\"error\":0}},\"panel_type\":\"benchmark\"} {\n  \"alarm\": "
      "1,\n  \"ok\": 1,\n  \"info\": 0,\n  \"skip\": 0,\n  \"error\": 0\n}" },
    { "{{toJson (index .Data.ControlRuns \"m.control.c\")}}",
      "{\"name\":\"m.control.c\",\"title\":\"The "
      "control\",\"tags\":{\"env\":\"prod\"},\"panel_type\":\"control\",\"properties\":{\"name\":"
      "\"c\",\"severity\":\"high\"},\"summary\":{\"alarm\":1,\"ok\":1,\"info\":0,\"skip\":0,"
      "\"error\":0},\"status\":\"complete\",\"data\":{\"columns\":[{\"name\":\"reason\",\"data_"
      "type\":\"TEXT\"},{\"name\":\"resource\",\"data_type\":\"TEXT\"},{\"name\":\"status\",\"data_"
      "type\":\"TEXT\"},{\"name\":\"region\",\"data_type\":\"TEXT\"},{\"name\":\"n\",\"data_type\":"
      "\"INT4\"}],\"rows\":[{\"n\":\"5\",\"reason\":\"a "
      "\\u003cb\\u003e\",\"region\":\"eu\",\"resource\":\"r1\",\"status\":\"alarm\"},{\"reason\":"
      "\"fine, all\",\"resource\":\"r2\",\"status\":\"ok\"}]}}" },
    { "{{toJson (dict \"b\" 1 \"a\" \"<x>\" \"c\" nil)}} {{toJson nil}} {{toJson 1.5}} {{toJson "
      "true}} "
      "{{toSafeJson nil}} {{toSafeJson (dict \"a\" nil \"b\" \"x\\ty\")}} {{toSafeJson 7}}",
      "{\"a\":\"\\u003cx\\u003e\",\"b\":1,\"c\":null} null 1.5 true null {\"b\":\"x\\ty\"} 7" },
    { "{{toCsvCell 5}} {{toCsvCell \" x\"}} {{toCsvCell \"a\\\"b\"}} {{toCsvCell \"\"}}|"
      "{{add 1 1.9 \"x\"}} {{add}} {{quote}}|{{quote nil}}|{{quote true 1.5}} {{dict}}",
      "5 \" x\" \"a\"\"b\" |2 0 ||\"true\" \"1.5\" map[]" },
    { "{{.Data.ShouldIncludeControl \"m.control.c\"}} {{printf \"%T %T %T %T %T\" .Data .Data.Root "
      ".Data.StartTime .Config .}}",
      "true *controlexecute.ExecutionTree *controlexecute.ResultGroup time.Time "
      "controldisplay.TemplateRenderConfig controldisplay.TemplateRenderContext" },
    { "{{upper}}", "template: output.tmpl:1:21: executing \"output\" at <upper>: wrong number of "
                   "args for upper: want 1 got 0" },
    { "{{toJson}}", "template: output.tmpl:1:21: executing \"output\" at <toJson>: wrong number of "
                    "args for toJson: want 1 got 0" },
    { "{{durationInSeconds 5}}",
      "template: output.tmpl:1:21: executing \"output\" at <durationInSeconds 5>: error calling "
      "durationInSeconds: wrong type for value; expected time.Duration; got int" },
    { "{{(index .Data.ControlRuns \"m.control.c\").MatchTag \"env\"}}",
      "template: output.tmpl:1:46: executing \"output\" at <\"m.control.c\">: wrong number of args "
      "for MatchTag: want 2 got 1" },
    { "{{.Data.StartTime.Format 5}}",
      "template: output.tmpl:1:44: executing \"output\" at <5>: expected string; found 5" },
    { "{{(index .Data.ControlRuns \"none\").Title}}",
      "template: output.tmpl:1:46: executing \"output\" at <\"none\">: nil pointer evaluating "
      "*controlexecute.ControlRun.Title" },
    { "{{.Data.Nothing}}", "template: output.tmpl:1:26: executing \"output\" at <.Data.Nothing>: "
                           "can't evaluate field Nothing in type interface {}" },
    { "{{(.Data.Root.GetGroupByName \"none\").Title}}",
      "template: output.tmpl:1:48: executing \"output\" at <\"none\">: nil pointer evaluating "
      "*controlexecute.ResultGroup.Title" },
};

TEST(maps_nest_so_deep)
{
    static const struct {
        const char *text, *want;
    } deep[] = {
        { "{{define \"output\"}}{{$d := 1}}{{range 100}}{{$d = dict \"x\" $d}}{{end}}"
          "{{len (toJson $d)}}{{end}}",
          "601" },
        { "{{define \"output\"}}{{$d := 1}}{{range 100000}}{{$d = dict \"x\" $d}}{{end}}"
          "{{toJson $d}}{{end}}",
          "template: output.tmpl:1:53: executing \"output\" at <dict \"x\" $d>: error calling "
          "dict: "
          "maps are nested more than 100 deep" },
    };
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(deep); i++) {
        char name[32];
        pl_buf out = { 0 };
        snprintf(name, sizeof(name), "deep%zu", i);
        pl_str install = install_dir(name, &arena);
        put_template(install, "listing.lst/output.tmpl", deep[i].text);
        render(install, &out);
        CHECK_STR(out.ptr, deep[i].want, name);
        pl_buf_done(&out);
    }
    pl_arena_done(&arena);
}

TEST(each_text_is_its_own_member)
{
    pl_arena arena = { 0 };
    pl_buf out = { 0 };
    pl_str install = install_dir("texts", &arena);
    put_template(
        install, "texts/output.tmpl",
        "{{define \"output\"}}{{with index .Data.Root.Groups 0}}{{.GroupId}} {{.GetName}} "
        "{{.Title}} {{.Description}} {{.Documentation}} {{.Display}} {{.Type}}|{{end}}"
        "{{with index .Data.ControlRunInstances 0}}{{.ControlId}} {{.FullName}} {{.Title}} "
        "{{.Description}} {{.Documentation}} {{.Display}} {{.Type}} {{.Severity}} "
        "{{.RunErrorString}} {{.GetControlId}} {{.GetName}}|{{with .Control}}{{.FullName}} "
        "{{.ShortName}} {{.Title}} {{.Description}} {{.Documentation}} {{.Severity}}"
        "{{end}}{{end}}{{end}}");
    render_sample(install, true, &out);
    CHECK_STR(out.ptr,
              "m.benchmark.b m.benchmark.b Top described documented displayed typed|"
              "control.c m.control.c The control described documented displayed typed high failed "
              "control.c m.control.c|m.control.c c The control described documented high",
              "every member shows its own text");
    pl_buf_done(&out);
    pl_arena_done(&arena);
}

TEST(what_templates_see)
{
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char name[32], text[4096];
        pl_buf out = { 0 };
        snprintf(name, sizeof(name), "see%zu", i);
        snprintf(text, sizeof(text), "{{define \"output\"}}%s{{end}}", rows[i].text);
        pl_str install = install_dir(name, &arena);
        put_template(install, "listing.lst/output.tmpl", text);
        render(install, &out);
        CHECK_STR(out.ptr, rows[i].want, rows[i].text);
        pl_buf_done(&out);
    }
    pl_arena_done(&arena);
}

TEST(folders_are_formats)
{
    pl_arena arena = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_str install = install_dir("folders", &arena);
    put_template(install, "plain/output.tmpl",
                 "{{define \"output\"}}{{template \"part.tmpl\"}}{{end}}");
    put_template(install, "plain/part.tmpl", "part");
    put_template(install, "listing.lst/output.tmpl", "x");
    put_template(install, "csv/output.tmpl", "{{ not even parsed");
    put_template(install, ".hidden/output.tmpl", "{{ not even parsed");
    pl_custom_formats *formats = pl_custom_formats_load(install, false, diags);
    CHECK_INT(pl_custom_formats_count(formats), 2, "formats");
    const pl_custom_format *first = pl_custom_formats_at(formats, 0);
    CHECK(pl_str_eq(first->name, PL_S("listing")) && pl_str_eq(first->alias, PL_S("listing.lst")) &&
              pl_str_eq(first->extension, PL_S(".listing.lst")),
          "a name with an extension");
    CHECK(pl_str_eq(pl_custom_formats_at(formats, 1)->extension, PL_S(".plain")), "without one");
    pl_custom_formats_free(formats);
    formats = pl_custom_formats_load(install_dir("nowhere", &arena), false, diags);
    CHECK_INT(pl_custom_formats_count(formats), 0, "no folder");
    pl_custom_formats_free(formats);
    pl_diags_free(diags);
    pl_arena_done(&arena);
}

TEST(wrong_folders_are_errors)
{
    pl_arena arena = { 0 };
    pl_buf out = { 0 }, want = { 0 };
    pl_str install = install_dir("broken", &arena);
    put_template(install, "wrong/output.tmpl", "{{ range }}{{ end }}");
    render(install, &out);
    pl_buf_printf(&want,
                  "could not load template '%s/check/templates/wrong' - template: output.tmpl:1: "
                  "missing value for range",
                  install.ptr);
    pl_buf_byte(&want, 0);
    CHECK_STR(out.ptr, want.ptr, "a template that does not parse");
    out.len = 0;
    install = install_dir("taken", &arena);
    put_template(install, "brief/output.tmpl", "x");
    render(install, &out);
    CHECK_STR(out.ptr, "failed to register output formatter - duplicate format name brief",
              "brief");
    out.len = 0;
    install = install_dir("bare", &arena);
    put_template(install, "bare/other.tmpl", "x");
    render(install, &out);
    CHECK_STR(out.ptr, "template: no template \"output\" associated with template \"outlet\"",
              "no output");
    pl_buf_done(&out);
    pl_buf_done(&want);
    pl_arena_done(&arena);
}
