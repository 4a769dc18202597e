variable "v" {
  default = { k = ["a", 1] }
}
locals {
  tags = merge(var.v, { title = query.q.title })
}
query "q" {
  title = "Q ${local.n}"
  sql   = "select '${var.v.k[0]}'"
  param "p" {
    default = local.n
  }
}
locals {
  n = 1
}
control "c" {
  query = query.q
  tags  = { a = local.n }
  args  = { p = "x" }
}
benchmark "b" {
  title    = query.q.title
  children = [control.c]
}
card "base" {
  sql = "s"
}
dashboard "d" {
  input "i" {
    type = "text"
  }
  card "x" {
    base = card.base
    args = [self.input.i.value]
  }
  with "w" {
    query = query.q
  }
}
