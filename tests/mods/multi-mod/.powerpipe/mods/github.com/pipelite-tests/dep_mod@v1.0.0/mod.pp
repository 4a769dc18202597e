mod "dep_mod" {
  title = "dep_mod"
}
