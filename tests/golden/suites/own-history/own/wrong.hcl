recrod = true
