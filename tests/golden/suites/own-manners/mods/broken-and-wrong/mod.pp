mod "broken" {
  title = "Broken"
}
