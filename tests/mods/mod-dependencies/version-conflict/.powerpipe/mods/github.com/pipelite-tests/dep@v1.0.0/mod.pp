mod "dep" {
  title = "dep"
}
