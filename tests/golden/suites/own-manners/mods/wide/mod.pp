mod "wide" {
}

query "a" {
  sql = "👩‍💻é漢 ${local.nothing} ${local.
none}"
}
