control "c0" {
  title = "Control 0"
  query = query.q0
  tags  = local.tags
}

control "c1" {
  title = "Control 1"
  query = query.q1
  tags  = merge(local.tags, { odd = "true" })
}

control "c2" {
  title = "Control 2"
  query = query.q2
  tags  = local.tags
}

control "c3" {
  title = "Control 3"
  query = query.q3
  tags  = merge(local.tags, { odd = "true" })
}

control "c4" {
  title = "Control 4"
  query = query.q4
  tags  = local.tags
}
