mod "tools" {
  title = "tools"
}
