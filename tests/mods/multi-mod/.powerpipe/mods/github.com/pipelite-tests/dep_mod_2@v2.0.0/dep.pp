query "shared_name" {
  title = "Of dep_mod_2"
  sql   = "select 1"
}

query "dep_query" {
  title = "Query of a dependency"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "dep_control" {
  title = "Control of dep_mod_2"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

benchmark "dep_benchmark" {
  title = "Benchmark of dep_mod_2"
  children = [
    control.dep_control,
  ]
}
