query "a" {
  sql   = "1"
  title = query.b.title
}
query "b" {
  sql   = "1"
  title = "${query.a.title}${upper()}"
}
card "x" {
  base = card.y
}
card "y" {
  base  = card.x
  title = local.none
}
