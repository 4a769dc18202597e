mod "odd" {
  title = "Odd"
}
