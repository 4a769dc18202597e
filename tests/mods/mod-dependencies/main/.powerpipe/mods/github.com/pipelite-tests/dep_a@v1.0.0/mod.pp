mod "dep_a" {
  title = "dep_a"
}
