"""Finding people, households and places by characters, pinyin, initials and the end of a telephone number. No Qt."""
