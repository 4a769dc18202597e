mod "tagging" {
  title = "tagging"
}
