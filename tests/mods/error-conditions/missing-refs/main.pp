control "c" {
  query = query.nowhere
  tags  = local.nowhere
}

benchmark "b" {
  title = "b"
  children = [
    benchmark.nowhere,
    control.c,
  ]
}

dashboard "d" {
  card {
    sql = query.nowhere.sql
  }
}
