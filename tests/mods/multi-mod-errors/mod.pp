mod "main" {
  title = "main"
}

benchmark "b" {
  title = "b"
  children = [
    elsewhere.control.c,
  ]
}
