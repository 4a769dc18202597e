create table site (place text);
insert into site values ('there');
