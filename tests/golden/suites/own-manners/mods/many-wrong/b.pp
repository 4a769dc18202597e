query "tuesday" {
  sql   = uper("x")
  titel = "y"
}
dashboard "floor" {
  input "region" {
    sql = "select 1"
  }
  chart {
    sql  = "select 1"
    type = "colum"
    args = [self.input.regin.value]
  }
}
