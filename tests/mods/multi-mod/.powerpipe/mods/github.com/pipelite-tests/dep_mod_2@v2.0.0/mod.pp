mod "dep_mod_2" {
  title = "dep_mod_2"
}
