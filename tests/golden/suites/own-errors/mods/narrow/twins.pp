query "strait" { sql = "select 1" }
query "strait" {  sql = "select 2" }
control "strait" { sql = "select 1" }
control "strait" { sql = "select 2" }
dashboard "strait" { title = "one" }
dashboard "strait" {}
locals { strait = 1 }
locals { strait = 2 }
