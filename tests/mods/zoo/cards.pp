# Each panel is named after the property that it shows.
dashboard "cards" {
  title = "Cards, texts and images"

  card "titled" {
    width = 3
    title = "Title above"
    sql   = "select 7 as from_column"
  }
  card "labelled" {
    width = 3
    label = "Label"
    value = "8"
    icon  = "heroicons-outline:bell"
    href  = "/zoo.dashboard.tables?input.kind={{ .value | @uri }}"
  }
  card "formal" {
    width = 3
    sql   = "select 'Formal' as label, 9 as value, 'alert' as type"
  }
  card "nothing" {
    width = 3
    type  = "info"
    sql   = "select null as empty_value"
  }
  card "address" {
    width = 2
    label = "Address"
    value = "203.174.238.117"
  }
  text "markdown" {
    value = "# First\n\n## Second\n\n### Third\n\nSome **bold** text and `code`."
  }
  text "raw" {
    type  = "raw"
    value = "<b>raw</b>"
  }
  image "svg" {
    width = 3
    src   = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20width='40'%20height='20'/%3E"
    alt   = "a drawing"
  }
}
