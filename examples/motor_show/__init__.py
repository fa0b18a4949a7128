"""A day at a motor show's stand, played against `dealerkit run`: see ../motor_show_day.py."""
