mod "many" {
  title = "Many"
}
