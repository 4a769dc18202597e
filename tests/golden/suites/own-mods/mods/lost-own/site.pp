query "own" {
  sql      = "select 1"
  database = var.store
}

query "listed" {
  sql      = "select 1"
  database = var.stores[0]
}

query "direct" {
  sql      = "select 1"
  database = connection.sqlite.cratez
}

query "nonsense" {
  sql      = "select 1"
  database = "nonsense"
}

control "own" {
  sql      = "select 1"
  database = var.store
}

control "asked" {
  query = query.own
}

dashboard "own" {
  table {
    sql      = "select 1"
    database = var.store
  }
}
