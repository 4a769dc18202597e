query "shared_name" {
  title = "Of main"
  sql   = "select 1"
}

control "own" {
  title = "own"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "uses_dep_query" {
  title = "With a query of a dependency"
  query = dep_mod.query.dep_query
}

benchmark "one_mod" {
  title = "one_mod"
  children = [
    control.own,
    control.uses_dep_query,
  ]
}

benchmark "two_mods" {
  title = "two_mods"
  children = [
    control.own,
    dep_mod.control.dep_control,
  ]
}

benchmark "three_mods" {
  title = "three_mods"
  children = [
    control.own,
    dep_mod.control.dep_control,
    dep_mod_2.control.dep_control,
  ]
}

benchmark "with_dep_benchmark" {
  title = "with_dep_benchmark"
  children = [
    dep_mod.benchmark.dep_benchmark,
    benchmark.one_mod,
  ]
}

dashboard "main" {
  title = "Main"

  card {
    title = "From a dependency"
    sql   = dep_mod.query.dep_query.sql
  }
}
