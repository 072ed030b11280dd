"""Files of reports that offices send: read as rows, columns known by their names, each row judged by itself."""
