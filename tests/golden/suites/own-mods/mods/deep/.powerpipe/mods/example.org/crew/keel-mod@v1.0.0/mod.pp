mod "keel" {
  require {
    mod "example.org/crew/mast-mod" {
      version = "1.2"
    }
    mod "example.org/crew/rope-mod" {
      version  = "4.0"
      database = "sqlite:///nowhere/never.db"
    }
  }
}
benchmark "keels" {
  children = [control.keel, mast.control.mast, rope.benchmark.ropes]
}
control "keel" {
  sql = "select 'ok' as status, 'keel' as resource, place as reason from site"
}
dashboard "deck" {
  card {
    sql = "select place as value from site"
  }
  table {
    base = rope.table.ropes
  }
  chart {
    query = rope.query.ropes
  }
}
benchmark "watch" {
  type     = "detection"
  children = [rope.detection.loose]
}
dashboard "bench" {
  benchmark {
    children = [rope.control.rope, mast.control.mast]
  }
}
control "asks" {
  query = mast.query.mast
}
query "named" {
  sql = "mast.query.mast"
}
locals {
  mast = mast.query.mast
}
table "local" {
  query = local.mast
}
dashboard "versions" {
  table "by_name" {
    sql = "mast.query.mast"
  }
  table "by_local" {
    query = local.mast
  }
  table "by_query" {
    query = mast.query.mast
  }
}
