mod "variable_tags" {
  title = "Variable tags"
}
