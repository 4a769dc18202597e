query "q0" {
  title = "Query 0"
  sql   = "select $1 as region"

  param "region" {
    default = var.region
  }
}

query "q1" {
  title = "Query 1"
  sql   = "select $1 as threshold"

  param "threshold" {
    default = var.threshold
  }
}

query "q2" {
  title = "Query 2"
  sql   = "select $1 as low"

  param "low" {
    default = local.limits.low
  }
}

query "q3" {
  title = "Query 3"
  sql   = "select $1 as high"

  param "high" {
    default = local.limits["high"]
  }
}

query "q4" {
  title = "Query 4"
  sql   = "select $1 as tag"

  param "tag" {
    default = local.tags.region
  }
}
