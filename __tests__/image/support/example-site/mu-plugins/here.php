<?php
add_action("wp_footer",fn()=>print("mu-here"));
