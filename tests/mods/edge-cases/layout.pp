query"compact"{sql="select 1"}
query "tight"{
title="No blanks"
sql="select 2"
}
query "tabs" {
	title	=	"Tabs"
	sql	=	"select 3"
}



query   "wide"   {


      title       =       "Wide"


      sql         =       "select 4"


}
  query "indented" {
	  title = "Mixed"
  sql = "select 5"
    }
/* before */ query /* between */ "commented" /* after */ { # here
  // title = "not this one"
  title = "Comments" # trailing
  /* sql = "not this either" */ sql = "select 6"
}
