"""Cell addresses as Excel prints them; rows and columns count from 0 inside, from 1 and A outside."""

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384


def column_letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        letters = chr(65 + letter) + letters
        column -= 1
    return letters


def address(row: int, column: int) -> str:
    """(4, 7) -> H5."""
    return f"{column_letters(column)}{row + 1}"
