mod "e" { title = "x" }
