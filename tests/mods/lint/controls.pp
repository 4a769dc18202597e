benchmark "lint" {
  title         = "Lint"
  description   = "What a reviewer of the workspace's mod would ask for."
  documentation = "Each control reads tables of workspace:// (docs/databases.md). Resources of required mods are not looked at."
  children = [
    benchmark.findings,
    benchmark.upkeep,
  ]
}

benchmark "findings" {
  title       = "What readers of a finding need"
  description = "Controls say how bad it is, what it is and what to do."
  children = [
    control.control_has_severity,
    control.control_has_title,
    control.control_has_description,
    control.benchmark_has_children,
  ]
}

benchmark "upkeep" {
  title       = "What those who keep the mod need"
  description = "Nothing is left over, nothing is missing."
  children = [
    control.query_is_used,
    control.variable_is_used,
    control.variable_has_description,
    control.dashboard_has_documentation,
    control.reference_is_found,
    control.resource_is_sound,
  ]
}

control "control_has_severity" {
  title       = "Every control has a severity"
  description = "Readers sort findings by it. Set `severity` to none, low, medium, high or critical."
  severity    = "medium"
  sql         = <<-EOQ
    select qualified_name as resource, case when severity is null then 'alarm' else 'ok' end as status,
      coalesce('Its severity is ' || severity, 'It has no severity') || '.' as reason, file, start_line
    from pipelite_control where is_own_mod
  EOQ
}

control "control_has_title" {
  title       = "Every control has a title"
  description = "Without one, reports show the name of the block."
  severity    = "low"
  sql         = <<-EOQ
    select qualified_name as resource, case when title is null then 'alarm' else 'ok' end as status,
      case when title is null then 'It has no title.' else title end as reason, file, start_line
    from pipelite_control where is_own_mod
  EOQ
}

control "control_has_description" {
  title       = "Every control has a description"
  description = "It tells why the finding matters and what mends it."
  severity    = "low"
  sql         = <<-EOQ
    select qualified_name as resource, case when description is null then 'alarm' else 'ok' end as status,
      case when description is null then 'It has no description.' else 'It is described.' end as reason, file, start_line
    from pipelite_control where is_own_mod
  EOQ
}

control "benchmark_has_children" {
  title       = "Every benchmark has children"
  description = "An empty one is always green."
  severity    = "high"
  sql         = <<-EOQ
    select b.qualified_name as resource, case when count(c.child) = 0 then 'alarm' else 'ok' end as status,
      'It has ' || count(c.child) || ' children.' as reason, b.file, b.start_line
    from pipelite_benchmark b left join pipelite_child c on c.parent = b.qualified_name
    where b.is_own_mod group by b.qualified_name, b.file, b.start_line
  EOQ
}

control "query_is_used" {
  title       = "Every query is used"
  description = "Remove it, or let a control or panel use it."
  severity    = "low"
  sql         = <<-EOQ
    select q.qualified_name as resource, case when count(r."from") = 0 then 'alarm' else 'ok' end as status,
      count(r."from") || ' resources use it.' as reason, q.file, q.start_line
    from pipelite_query q left join pipelite_reference r on r."to" = q.qualified_name
    where q.is_own_mod group by q.qualified_name, q.file, q.start_line
  EOQ
}

control "variable_is_used" {
  title       = "Every variable is used"
  description = "Remove it: a value given to it changes nothing."
  severity    = "low"
  sql         = <<-EOQ
    select v.qualified_name as resource, case when count(r."from") = 0 then 'alarm' else 'ok' end as status,
      count(r."from") || ' resources use it.' as reason, v.file, v.start_line
    from pipelite_variable v left join pipelite_reference r on r."to" = v.qualified_name
    where v.is_own_mod group by v.qualified_name, v.file, v.start_line
  EOQ
}

control "variable_has_description" {
  title       = "Every variable has a description"
  description = "It is what those who set it get to read."
  severity    = "low"
  sql         = <<-EOQ
    select qualified_name as resource, case when description is null then 'alarm' else 'ok' end as status,
      coalesce(description, 'It has no description.') as reason, file, start_line
    from pipelite_variable where is_own_mod
  EOQ
}

control "dashboard_has_documentation" {
  title       = "Every dashboard has documentation"
  description = "Whoever opens it at night reads there what to do."
  severity    = "low"
  sql         = <<-EOQ
    select qualified_name as resource, case when documentation is null then 'alarm' else 'ok' end as status,
      case when documentation is null then 'It has no documentation.' else 'It is documented.' end as reason, file, start_line
    from pipelite_dashboard where is_own_mod
  EOQ
}

control "reference_is_found" {
  title       = "Every child of a benchmark exists"
  description = "A name that leads nowhere is a control that never runs."
  severity    = "high"
  sql         = <<-EOQ
    select c.parent as resource, case when r.qualified_name is null then 'alarm' else 'ok' end as status,
      c.child || case when r.qualified_name is null then ' does not exist.' else ' exists.' end as reason
    from pipelite_benchmark b join pipelite_child c on c.parent = b.qualified_name
      left join pipelite_resource r on r.qualified_name = c.child
    where b.is_own_mod
  EOQ
}

control "resource_is_sound" {
  title       = "The workspace has no errors"
  description = "What cannot be read is not checked by any other control."
  severity    = "critical"
  sql         = <<-EOQ
    select 'workspace' as resource, case when count(*) = 0 then 'ok' else 'alarm' end as status,
      count(*) || ' errors.' as reason
    from pipelite_diagnostic where severity = 'error'
  EOQ
}
