<?php
/* Plugin Name: Hello from Composer */
add_action("wp_footer",fn()=>print("composer-hello"));
