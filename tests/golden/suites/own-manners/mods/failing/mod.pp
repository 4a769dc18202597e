mod "failing" {
  title = "Panels that fail"
}

dashboard "house" {
  title = "House"

  with "doors" {
    sql = "select id from doors"
  }

  card "rooms" {
    sql = "select 3 as rooms"
  }

  container {
    table "keys" {
      sql = "select * from keys"
    }

    card "locked" {
      sql  = "select $1 as locked"
      args = [with.doors.rows[0].id]
    }
  }
}
