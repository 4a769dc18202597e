mod "harbour" {
}
