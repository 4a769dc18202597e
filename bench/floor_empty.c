/* floor_empty.c - the floor of every process start. */
int main(void)
{
    return 0;
}
