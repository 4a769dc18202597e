create table lamp (name text);
insert into lamp values ('hall'), ('cellar');
create table fewer (name text);
insert into fewer values ('hall');
