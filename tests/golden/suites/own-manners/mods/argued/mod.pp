mod "argued" {
  database = "sqlite://x.db"
}
query "q" {
  sql = "select $1 as a, $2 as b, $3 as c"
  param "a" {}
  param "b" { default = "bb" }
  param "c" { default = null }
}
query "n" {
  sql = "select $1 as a"
  param "a" { default = null }
}
control "c" {
  query = query.q
}
control "d" {
  sql = "select 'ok' as status, $1 as reason, 'x' as resource"
  param "r" {}
}
control "e" {
  sql = "select 'ok' as status, 'x' as reason, 'x' as resource"
}
dashboard "dash" {
  input "i" { 
    type = "text" 
  }
  table { 
   sql = "select $1 as x"
   args = [self.input.i.value]
  }
}
