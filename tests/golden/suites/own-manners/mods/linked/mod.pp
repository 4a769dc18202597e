mod "harbour" {
  title    = "Harbour"
  database = connection.sqlite.cratez
}
