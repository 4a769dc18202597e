mod "dep_leaf" {
  title = "dep_leaf"
}
