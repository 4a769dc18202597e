mod "shop" {
  title = "Shop"
}
