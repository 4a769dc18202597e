mod "dep_b" {
  title = "dep_b"
}
