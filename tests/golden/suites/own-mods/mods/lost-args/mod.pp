mod "harbour" {
  require {
    mod "example.org/crew/mast-mod" {
      version = "1"
      args = {
        store = "sqlite:///nowhere.db"
      }
    }
  }
}
query "one" {
  sql = "select 1 as one"
}
