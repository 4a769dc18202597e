mod "cross_refs" {
  title = "Cross references"
}
